package main

import (
	"context"
	"fmt"
	"os"

	"apitour/apiserver"
)

func main() {
	if err := apiserver.Main(context.Background(), apiserver.Process{Args: os.Args[1:], Stdout: os.Stdout, Stderr: os.Stderr}); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

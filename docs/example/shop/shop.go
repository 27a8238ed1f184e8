//go:build ignore

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

var prices = map[string]int{"tea": 4, "cup": 9}

// checkout answers POST /checkout.
func checkout(w http.ResponseWriter, r *http.Request) {
	ctx, end := begin(r.Context())
	defer end(nil)
	total := price(ctx, r.FormValue("item"))
	if err := pay(ctx, total); err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	mails.Go(func() { mail(context.WithoutCancel(ctx)) })
	fmt.Fprintf(w, "paid %d\n", total)
}

func price(ctx context.Context, item string) int {
	_, end := begin(ctx)
	defer end(nil)
	time.Sleep(2 * time.Millisecond) // the shelf is far away
	return prices[item]
}

// pay asks the bank until it answers.
func pay(ctx context.Context, total int) (err error) {
	ctx, end := begin(ctx)
	defer func() { end(err) }()
	for try := range 3 {
		if err = charge(ctx, total, try); err == nil {
			break
		}
	}
	return err
}

// charge is the bank, which is busy at first.
func charge(ctx context.Context, total, try int) (err error) {
	_, end := begin(ctx)
	defer func() { end(err) }()
	time.Sleep(5 * time.Millisecond)
	if try == 0 {
		return errors.New("the bank is busy")
	}
	return nil
}

var mails sync.WaitGroup

func mail(ctx context.Context) {
	_, end := begin(ctx)
	defer end(nil)
	time.Sleep(10 * time.Millisecond)
}

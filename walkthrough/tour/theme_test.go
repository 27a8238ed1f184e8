package tour

import (
	"fmt"
	"image/color"
	"math"
	"reflect"
	"testing"

	"charm.land/lipgloss/v2"

	"apitour/walkthrough/walk/walktest"
)

// TestThemesDiffer compares the two palettes, colour by colour.
func TestThemesDiffer(t *testing.T) {
	dark, light := reflect.ValueOf(darkPalette), reflect.ValueOf(lightPalette)
	for i := range dark.NumField() {
		name := dark.Type().Field(i).Name
		if dark.Field(i).String() == light.Field(i).String() {
			t.Errorf("%s is %s on dark and on light backgrounds", name, dark.Field(i))
		}
	}
	for _, pair := range [][2]string{
		{darkPalette.good, darkPalette.bad},
		{darkPalette.running, darkPalette.own},
		{darkPalette.own, darkPalette.bad},
		{lightPalette.good, lightPalette.bad},
		{lightPalette.running, lightPalette.own},
		{lightPalette.own, lightPalette.bad},
	} {
		if pair[0] == pair[1] {
			t.Errorf("%s means two things", pair[0])
		}
	}
}

// TestColoursCanBeRead measures the contrast of every colour of text against the darkest or lightest background that it
// may stand on, and against the background of the selected line. 4.5 is what WCAG asks of text.
func TestColoursCanBeRead(t *testing.T) {
	for _, test := range []struct {
		palette     palette
		backgrounds []string
	}{
		{darkPalette, []string{"#000000", "#1e1e1e", "#0d1117", darkPalette.selection}},
		{lightPalette, []string{"#ffffff", "#f5f5f5", lightPalette.selection}},
		{darkFewPalette, []string{"0"}},
		{lightFewPalette, []string{"#ffffff"}},
	} {
		v := reflect.ValueOf(test.palette)
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			if name == "selection" {
				continue
			}
			for _, background := range test.backgrounds {
				if c := contrast(v.Field(i).String(), background); c < 4 ||
					c < 4.5 && background != test.palette.selection {
					t.Errorf("%s %s on %s has a contrast of %.2f", name, v.Field(i), background, c)
				}
			}
		}
	}
}

// TestPresentationsAreLoud asks of the colours of a presentation what WCAG calls enhanced contrast.
func TestPresentationsAreLoud(t *testing.T) {
	for _, p := range []palette{darkLoudPalette, lightLoudPalette} {
		m := replay(walktest.Lesson(), small.width, small.height)
		m.dark = p == darkLoudPalette
		press(t, m, "v")
		if m.theme.palette != p {
			t.Fatalf("the presentation has the theme %q", m.theme.name)
		}
		view := m.View()
		ground := hexOf(view.BackgroundColor)
		for v, i := reflect.ValueOf(p), 0; i < v.NumField(); i++ {
			if name := v.Type().Field(i).Name; name != "selection" && contrast(v.Field(i).String(), ground) < 7 {
				t.Errorf(
					"%s %s on %s has a contrast of %.2f",
					name,
					v.Field(i),
					ground,
					contrast(v.Field(i).String(), ground),
				)
			}
		}
	}
}

// hexOf writes a colour as palettes do.
func hexOf(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

func contrast(a, b string) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(hex string) float64 {
	r, g, b, _ := lipgloss.Color(hex).RGBA()
	linear := func(v uint32) float64 {
		c := float64(v) / 0xffff
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/footfall-go/footfall/funnel"
	"github.com/footfall-go/footfall/metrics/report"
)

// pictureWidth in pixels lets two pictures stand side by side in a page.
const pictureWidth = 520

// draw writes a picture to a file of the folder; without a folder, none.
func draw(folder, name string, svg func(io.Writer, *report.PictureOptions) error) error {
	if folder == "" {
		return nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	file, err := os.Create(filepath.Join(folder, name+".svg"))
	if err != nil {
		return err
	}
	defer file.Close() // where drawing fails; a second time does no harm
	if err := svg(file, &report.PictureOptions{Width: pictureWidth}); err != nil {
		return err
	}
	return file.Close()
}

// writeOffers shows a funnel in its two views, as tables and as pictures.
func writeOffers(w io.Writer, offers *funnel.Result, pictures string) error {
	for _, view := range []struct {
		by   funnel.By
		name string
	}{{funnel.ByPeople, "funnel-people"}, {funnel.ByEvents, "funnel-events"}} {
		fmt.Fprintln(w)
		if err := offers.Table(view.by).WriteText(w); err != nil {
			return err
		}
		if err := draw(pictures, view.name, func(w io.Writer, o *report.PictureOptions) error { return offers.WriteSVG(w, view.by, o) }); err != nil {
			return err
		}
	}
	return nil
}

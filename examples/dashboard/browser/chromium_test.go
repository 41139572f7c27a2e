package browser

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// patience is how long a page may take to come to what a test waits for, on a slow and busy machine.
const patience = 30 * time.Second

// program is the dashboard, and allocator starts browsers; both are made by TestMain.
var (
	program   string
	allocator context.Context
)

func TestMain(m *testing.M) {
	code, err := all(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "browser:", err)
		code = 1
	}
	os.Exit(code)
}

func all(m *testing.M) (int, error) {
	dir, err := os.MkdirTemp("", "dashboard")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "dashboard")
	build := exec.Command("go", "build", "-o", program, "./examples/dashboard")
	build.Dir = "../../.."
	if out, err := build.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%w: %s", err, out)
	}
	chromium := os.Getenv("FOOTFALL_CHROMIUM")
	if chromium == "" {
		if chromium, err = exec.LookPath("chromium"); err != nil {
			return 0, fmt.Errorf("%w: install it, or name another with FOOTFALL_CHROMIUM", err)
		}
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU,
		// It asks nobody but the dashboard.
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.WSURLReadTimeout(patience))
	var stop context.CancelFunc
	allocator, stop = chromedp.NewExecAllocator(context.Background(), options...)
	defer stop()
	var last context.CancelFunc
	allocator, last = chromedp.NewContext(allocator) // one browser; each page is a tab of it
	defer last()
	if err := chromedp.Do(allocator); err != nil {
		return 0, err
	}
	return m.Run(), nil
}

// serve runs the dashboard until the test ends, and gives its address.
func serve(t *testing.T, args ...string) string {
	t.Helper()
	command := exec.Command(program, append([]string{"-listen", "127.0.0.1:0"}, args...)...)
	out, err := command.StdoutPipe()
	require.NoError(t, err)
	command.Stderr = os.Stderr
	require.NoError(t, command.Start())
	t.Cleanup(func() {
		_ = command.Process.Signal(os.Interrupt)
		require.NoError(t, command.Wait())
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	_, address, found := strings.Cut(line, "http://")
	require.True(t, found, line)
	address, _, _ = strings.Cut(address, "/")
	return "http://" + address
}

// screen is how a page is looked at.
type screen struct {
	width, height int64
	dark          bool
}

var desktop = screen{1440, 1000, false}

// page is a tab. Errors in its scripts and what its policy blocks fail the test.
type page struct {
	t       *testing.T
	ctx     context.Context
	address string
	scope   string // a CSS selector: where the hand looks for controls; "": everywhere
	console *console
}

// console keeps what went wrong in the scripts of a page.
type console struct {
	mu     sync.Mutex
	faults []string
}

func (c *console) add(fault string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults = append(c.faults, fault)
}

func (c *console) said() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.faults)
}

// open opens a path of the dashboard.
func open(t *testing.T, address, path string, s screen) *page {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(allocator)
	p := &page{t: t, ctx: ctx, address: address, console: &console{}}
	require.NoError(t, chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			said := e.ExceptionDetails.Text
			if thrown := e.ExceptionDetails.Exception; thrown != nil {
				said += " " + thrown.Description
			}
			p.console.add(said)
		case *log.EventEntryAdded:
			if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork { // an answer of 400 is no fault of the page
				p.console.add(e.Entry.Text)
			}
		}
	}))
	t.Cleanup(func() {
		if t.Failed() {
			p.shoot(t.Name() + "-end")
		}
		closeTab()
		require.Empty(t, p.console.said(), "what the browser's console says")
	})
	p.as(s)
	p.do(chromedp.Navigate(address + path))
	return p
}

// do does what a person would; it waits for what is not there yet.
func (p *page) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	run(p, chromedp.Steps(actions...))
}

// run is do for what gives something back.
func run[T any](p *page, action chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	out, err := chromedp.Run(ctx, action)
	p.nothing(err, "")
	return out
}

// shoot leaves a picture of the whole page where FOOTFALL_SCREENSHOTS says.
func (p *page) shoot(name string) {
	dir := os.Getenv("FOOTFALL_SCREENSHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		p.t.Log(err)
		return
	}
	require.NoError(p.t, os.WriteFile(filepath.Join(dir, strings.ReplaceAll(name, "/", "-")+".png"), picture, 0o644))
}

// eval gives what a script, or its promise, says of the page.
func eval[T any](p *page, script string) T {
	p.t.Helper()
	return run(p, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
}

// until waits until a script is true of the page.
func (p *page) until(script string) {
	p.t.Helper()
	wait[chromedp.Void](p, script)
}

// wait waits until a script gives something, and gives that.
func wait[T any](p *page, script string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	for {
		out, err := chromedp.Run(ctx, chromedp.Poll[T](script, chromedp.WithPollingTimeout(patience), chromedp.WithPollingInterval(20*time.Millisecond)))
		if err != nil && ctx.Err() == nil && (strings.Contains(err.Error(), "context with specified id") || strings.Contains(err.Error(), "navigated or closed")) {
			continue // the page went away under it: the next one is asked
		}
		p.nothing(err, script)
		return out
	}
}

// nothing went wrong; else there is a picture of it.
func (p *page) nothing(err error, script string) {
	p.t.Helper()
	if err != nil {
		p.shoot(p.t.Name() + "-failed")
	}
	require.NoError(p.t, err, "%s %v", script, p.console.said())
}

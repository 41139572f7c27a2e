package browser

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// patience is how long a page may take to come to what a test waits for, on a slow and busy machine.
const patience = 60 * time.Second

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

	mu     sync.Mutex
	faults []string
}

// open opens a path of the dashboard.
func open(t *testing.T, address, path string, s screen) *page {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(allocator)
	p := &page{t: t, ctx: ctx, address: address}
	require.NoError(t, chromedp.Listen(ctx, func(event any) {
		p.mu.Lock()
		defer p.mu.Unlock()
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			said := e.ExceptionDetails.Text
			if thrown := e.ExceptionDetails.Exception; thrown != nil {
				said += " " + thrown.Description
			}
			p.faults = append(p.faults, said)
		case *log.EventEntryAdded:
			if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork { // an answer of 400 is no fault of the page
				p.faults = append(p.faults, e.Entry.Text)
			}
		}
	}))
	t.Cleanup(func() {
		closeTab()
		p.mu.Lock()
		defer p.mu.Unlock()
		require.Empty(t, p.faults, "what the browser's console says")
	})
	scheme := "light"
	if s.dark {
		scheme = "dark"
	}
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
	require.NoError(t, err)
	p.do(chromedp.EmulateViewport(s.width, s.height), chromedp.Navigate(address+path))
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
	if err != nil {
		p.shoot(p.t.Name() + "-failed")
		p.mu.Lock()
		defer p.mu.Unlock()
		require.NoError(p.t, err, "%v", p.faults)
	}
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
	run(p, chromedp.Poll[chromedp.Void](script, chromedp.WithPollingTimeout(patience)))
}

// press clicks what has a text or an accessible name, in the dialog that is open, or in the page.
func (p *page) press(name string) {
	p.t.Helper()
	p.until(fmt.Sprintf("(%s)(%q) !== null", named, name))
	eval[chromedp.Void](p, fmt.Sprintf("(%s)(%q).click()", named, name))
}

// named finds a control as a person does: by what it says.
const named = `(name) => {
	const top = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;
	const says = (e) => (e.getAttribute('aria-label') ?? e.textContent).trim().replace(/\s+/g, ' ');
	const seen = (e) => e.checkVisibility() && !e.disabled;
	const all = [...top.querySelectorAll('button, a[href], summary, [role=tab], [role=button], label')].filter(seen);
	return all.find((e) => says(e) === name) ?? all.find((e) => says(e).toLowerCase().startsWith(name.toLowerCase())) ?? null;
}`

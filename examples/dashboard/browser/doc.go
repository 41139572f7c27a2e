// Package browser has only tests: they click through the pages of the dashboard in headless Chromium, as a person would, and compare what the pages show with what the library says.
//
//	go -C examples/dashboard/browser test ./...
//
// Chromium is taken from the PATH ("chromium", as Debian's package calls it) or from FOOTFALL_CHROMIUM; without one the tests fail and say so.
// With FOOTFALL_SCREENSHOTS=DIR, TestLook leaves pictures of all states there, and any test that fails one of what it saw.
//
// It is a module of its own so that what drives the browser (chromedp) is no dependency of the library.
package browser

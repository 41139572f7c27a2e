package main

import (
	"encoding/json"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// policy lets a page load what this program serves, and nothing else: no script or style that stands in the page itself, so that a name from the data that
// were ever taken for HTML could still run nothing. Pictures may be made by a script, for a download.
const policy = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// guard stands before everything. A browser is on this machine, and so may ask what only this machine may: any page that it shows could try. So
//   - what changes something is refused to pages of other origins (http.CrossOriginProtection);
//   - the name that was asked for has to be one of this machine's: a page whose own name begins to lead to 127.0.0.1 (DNS rebinding) would be of our
//     origin otherwise, and could read;
//   - no page may show ours in a frame.
func guard(next http.Handler, listen, address string) http.Handler {
	origins := http.NewCrossOriginProtection()
	origins.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refuse(w, http.StatusForbidden, "Origin", "a page of another origin may not change anything here")
	}))
	next = origins.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer") // a path holds what was asked
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if !ours(r.Host, listen, address) {
			refuse(w, http.StatusMisdirectedRequest, "Host", "this is not "+r.Host)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ours reports whether a host, as a request names it, is one by which this program is meant: a loopback name or address, the name or address that it was told to
// listen on, or any address where that is all of them. An address cannot be rebound, only a name can.
func ours(host, listen, address string) bool {
	name := bare(host)
	if name == "localhost" || name != "" && name == bare(listen) {
		return true
	}
	asked, err := netip.ParseAddr(name)
	if err != nil {
		return false
	}
	on, err := netip.ParseAddr(bare(address))
	return asked.IsLoopback() || err == nil && (on.IsUnspecified() || asked.Unmap() == on.Unmap())
}

// bare is a host without its port, brackets and case.
func bare(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
}

// refuse answers as the API does.
func refuse(w http.ResponseWriter, status int, field, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]string{"field": field, "message": message}})
}

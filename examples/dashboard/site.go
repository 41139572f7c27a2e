package main

import (
	"embed"
	"io/fs"
	"net/http"
	"strings"

	"github.com/footfall-go/footfall/examples/internal/api"
	"github.com/footfall-go/footfall/store"
)

//go:embed pages
var embedded embed.FS

// site is the whole of the dashboard: the pages under /, the API under /api/, and the guard before both.
func site(s *store.Store, o options, address string) http.Handler {
	routes := http.NewServeMux()
	routes.Handle("/api/", http.StripPrefix("/api", api.New(s, api.Options{QueryTimeout: o.web.QueryTimeout, Log: o.web.Log})))
	pages, err := fs.Sub(embedded, "pages")
	if err != nil {
		panic(err) // of a name that is no path: not of this one
	}
	routes.Handle("/", serve(pages))
	return guard(routes, o.web.Listen, address)
}

// serve answers a path with the file of that name. A page is found without its ".html", so that /funnel?steps=… is a link that can be shared; where it has no file
// of its own, it is a part of index.html. Folders are not listed.
func serve(pages fs.FS) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "a page takes GET and HEAD", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(r.URL.Path, "/")
		switch name {
		case "":
			name = "index.html"
		case "segmentation", "funnel", "people":
			name += ".html"
			if _, err := fs.Stat(pages, name); err != nil {
				name = "index.html"
			}
		}
		if found, err := fs.Stat(pages, name); err != nil || found.IsDir() {
			http.NotFound(w, r)
			return
		}
		http.ServeFileFS(w, r, pages, name)
	})
}

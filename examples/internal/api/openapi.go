package api

import (
	_ "embed" // the description ships with the program
	"net/http"
)

//go:embed openapi.json
var openapi []byte

func describe(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "application/json")
	_, err := w.Write(openapi)
	return err
}

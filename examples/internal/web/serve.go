// Package web serves a handler as a program should: with bounds on everything that a client can make slow, and a stop that finishes what is in hand.
package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Options say where and how long.
type Options struct {
	Listen       string        // address; port 0 takes a free one
	ReadTimeout  time.Duration // longest that a request may take to arrive
	QueryTimeout time.Duration // longest that an answer may take to be found; the handler sees to it
	Grace        time.Duration // longest that a stop waits for requests in hand
	Log          *slog.Logger
}

// Serve answers requests until the context ends, and then finishes those in hand. made is given the address that is listened on, and makes the
// handler; listening is told the address once requests are taken.
func Serve(ctx context.Context, o Options, made func(address string) http.Handler, listening func(address string)) error {
	listener, err := net.Listen("tcp", o.Listen)
	if err != nil {
		return err
	}
	address := listener.Addr().String()
	server := &http.Server{
		Handler:           made(address),
		ReadHeaderTimeout: min(10*time.Second, o.ReadTimeout),
		ReadTimeout:       o.ReadTimeout,
		WriteTimeout:      o.ReadTimeout + o.QueryTimeout + time.Minute, // it runs from the request's head on; the last minute is for the answer
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(o.Log.Handler(), slog.LevelWarn),
	}
	o.Log.Info("listening", "address", address)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	listening(address)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}

	o.Log.Info("stopping", "grace", o.Grace)
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), o.Grace)
	defer cancel()
	err = server.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) { // who is not done by now is cut off, and gets no acknowledgement
		o.Log.Warn("requests were cut off")
		err = server.Close()
	}
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	if err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	return nil
}

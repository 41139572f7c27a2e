package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/footfall-go/footfall/examples/internal/api"
	"github.com/footfall-go/footfall/store"
)

// serve answers requests until the context ends, and then finishes those in hand. listening is told the address, once requests are taken.
func serve(ctx context.Context, s *store.Store, o options, log *slog.Logger, listening func(address string)) error {
	listener, err := net.Listen("tcp", o.listen)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           api.New(s, api.Options{MaxBody: o.maxBody, QueryTimeout: o.queryTimeout, Log: log}),
		ReadHeaderTimeout: min(10*time.Second, o.readTimeout),
		ReadTimeout:       o.readTimeout,
		WriteTimeout:      o.readTimeout + o.queryTimeout + time.Minute, // it runs from the request's head on; the last minute is for the answer
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	log.Info("listening", "address", listener.Addr().String())
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	listening(listener.Addr().String())
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}

	log.Info("stopping", "grace", o.grace)
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), o.grace)
	defer cancel()
	err = server.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) { // who is not done by now is cut off, and gets no acknowledgement
		log.Warn("requests were cut off")
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

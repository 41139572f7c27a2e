package durable_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/footfall-go/footfall/store"
	"github.com/footfall-go/footfall/store/durable"
)

func ExampleOpen() {
	ctx, path := context.Background(), filepath.Join(os.TempDir(), fmt.Sprint("footfall-example-", os.Getpid()))
	defer os.RemoveAll(path)
	d, err := durable.Open(ctx, path, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = d.Append(store.Event{Person: "ana", Name: "Song Played", Time: time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)})
	fmt.Println("on disk:", err == nil)
	_, err = durable.Open(ctx, path, &durable.Options{LockTimeout: -1})
	fmt.Println("a second time:", errors.Is(err, durable.ErrLocked))
	fmt.Println(d.Close())

	d, err = durable.Open(ctx, path, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("events:", d.View().Len(), "replayed:", d.Recovery().Replayed)
	fmt.Println(d.Close())
	// Output:
	// on disk: true
	// a second time: true
	// <nil>
	// events: 1 replayed: 1
	// <nil>
}

func ExampleRestore() {
	ctx, path := context.Background(), filepath.Join(os.TempDir(), fmt.Sprint("footfall-restored-", os.Getpid()))
	defer os.RemoveAll(path)
	live, err := store.New(nil) // a backup can be of a store in memory too
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := live.CreateTag("vip"); err != nil {
		fmt.Println(err)
		return
	}
	var backup bytes.Buffer
	if err := live.View().WriteSnapshot(ctx, &backup, nil); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(durable.Restore(ctx, path, &backup, nil))
	d, err := durable.Open(ctx, path, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(d.View().People().Tags())
	fmt.Println(d.Close())
	// Output:
	// <nil>
	// [{vip 0}]
	// <nil>
}

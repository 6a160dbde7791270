// SPDX-License-Identifier: Apache-2.0

// Load is the application of the tests' pods: it works on a volume and notices every error, wrong byte and wait.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

func main() {
	stopped, end := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer end()
	os.Exit(run(stopped, os.Args[1:], os.Stdout, os.Stderr))
}

// run does what the arguments say until that is done or the context ends; it returns the exit status.
func run(stopped context.Context, arguments []string, out, errs io.Writer) int {
	if len(arguments) > 0 && arguments[0] == "sleep" {
		return sleep(stopped, arguments[1:], errs)
	}
	o, err := parse(arguments, errs)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintln(errs, "load:", err)
		return 2
	}
	if o.waitFile != "" {
		return waitFor(stopped, o, errs)
	}
	return newLoop(o, out, errs).run(stopped)
}

func sleep(stopped context.Context, arguments []string, errs io.Writer) int {
	if len(arguments) > 0 {
		seconds, err := strconv.ParseFloat(arguments[0], 64)
		if err != nil || len(arguments) > 1 {
			fmt.Fprintf(errs, "load: sleep %q: must be one number of seconds\n", arguments)
			return 2
		}
		within, end := context.WithTimeout(stopped, time.Duration(seconds*float64(time.Second)))
		defer end()
		stopped = within
	}
	<-stopped.Done()
	return 0
}

// waitFor looks for a file that another makes. 60 seconds unless told: a test's wait has a deadline.
func waitFor(stopped context.Context, o options, errs io.Writer) int {
	limit := time.Minute
	if o.seconds > 0 {
		limit = time.Duration(o.seconds) * time.Second
	}
	within, end := context.WithTimeout(stopped, limit)
	defer end()
	for {
		_, err := os.Stat(o.waitFile)
		if err == nil {
			return 0
		}
		select {
		case <-within.Done():
			fmt.Fprintf(errs, "load: %s is not there after %v: %v\n", o.waitFile, limit, err)
			return 1
		case <-time.After(50 * time.Millisecond):
		}
	}
}

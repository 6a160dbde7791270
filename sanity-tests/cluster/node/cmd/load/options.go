// SPDX-License-Identifier: Apache-2.0

package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const help = `load: an application that notices everything.

  load --dir D [--name N] [--seconds S] [--files F] [--size B] [--pause T]   writes, reads back, renames, appends, locks in D/N
  load --dir D --readonly [--seconds S] [--files F]                          reads what others wrote; D must refuse writes
  load --dir D --verify [--files F]                                          reads what others wrote, once
  load --wait-file PATH [--seconds S]                                        waits until PATH exists, at most S seconds (60)
  load sleep [SECONDS]                                                       waits, for ever by default

Prints a JSON line a second and one at the end, which also goes to --report FILE (as /dev/termination-log of a pod).
Ends after S seconds, 0: with SIGTERM. Exit status 1: there was an error; 2: it was called wrongly.
Options:
`

type options struct {
	dir, name, report, waitFile string
	seconds, files, size        int
	pause, stopWithin           time.Duration
	readonly, verify            bool
}

// parse reads the command line; its error says which option, which value and which limit.
func parse(arguments []string, usage io.Writer) (options, error) {
	var o options
	host, _ := os.Hostname()
	flags := flag.NewFlagSet("load", flag.ContinueOnError)
	flags.SetOutput(usage)
	flags.Usage = func() { fmt.Fprint(usage, help); flags.PrintDefaults() }
	flags.StringVar(&o.dir, "dir", "", "the directory under test")
	flags.StringVar(&o.name, "name", host, "this application's directory in it: one application each")
	flags.StringVar(&o.report, "report", "", "where the last line goes as well")
	flags.StringVar(&o.waitFile, "wait-file", "", "the file to wait for")
	flags.IntVar(&o.seconds, "seconds", 0, "how long; 0: until SIGTERM")
	flags.IntVar(&o.files, "files", 16, "files to write, or that others wrote at least")
	flags.IntVar(&o.size, "size", 64<<10, "bytes of each, a multiple of 4096")
	flags.DurationVar(&o.pause, "pause", 5*time.Millisecond, "between two rounds")
	flags.DurationVar(&o.stopWithin, "stop-within", 5*time.Second, "an operation that is not back then is an error")
	flags.BoolVar(&o.readonly, "readonly", false, "read what others wrote, again and again")
	flags.BoolVar(&o.verify, "verify", false, "read what others wrote, once")
	if err := flags.Parse(arguments); err != nil {
		return o, err
	}
	return o, o.check(flags.Args())
}

func (o options) check(rest []string) error {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("%q is no option: see load --help", rest[0])
	case o.seconds < 0:
		return fmt.Errorf("--seconds %d: must be 0 (until SIGTERM) or more", o.seconds)
	case o.waitFile != "":
		return nil
	case o.dir == "":
		return fmt.Errorf("--dir is missing: the directory under test")
	case o.files < 1:
		return fmt.Errorf("--files %d: must be 1 or more", o.files)
	case o.size < blockBytes || o.size%blockBytes != 0:
		return fmt.Errorf("--size %d: must be a multiple of %d", o.size, blockBytes)
	case o.readonly && o.verify:
		return fmt.Errorf("--readonly and --verify: choose one")
	case o.name == "" || o.name == "." || o.name == ".." || strings.ContainsRune(o.name, filepath.Separator):
		return fmt.Errorf("--name %q: must be the name of a directory", o.name)
	case len(o.name)+len("/file-0000") > nameLimit:
		return fmt.Errorf("--name %q: must have at most %d bytes", o.name, nameLimit-len("/file-0000"))
	}
	return nil
}

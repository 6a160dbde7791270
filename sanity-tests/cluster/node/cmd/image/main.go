// SPDX-License-Identifier: Apache-2.0

// Image makes a container image of one layer from a directory, without a registry and without a builder.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

const help = `image --name NAME --root DIR --out FILE.tar [--entrypoint "WORD WORD"] [--cmd "WORD WORD"]

Writes a docker-archive, which "ctr images import" and "buildah pull docker-archive:" read. The same directory gives the
same bytes: owners and times are left out.
`

func main() {
	flags := flag.NewFlagSet("image", flag.ExitOnError)
	flags.Usage = func() { fmt.Fprint(os.Stderr, help); flags.PrintDefaults() }
	name := flags.String("name", "", "the image's name, with its tag")
	root := flags.String("root", "", "the directory that becomes the root file system")
	out := flags.String("out", "", "the archive to write")
	entrypoint := flags.String("entrypoint", "", "the program, with arguments that it always has")
	command := flags.String("cmd", "", "arguments that a container may replace")
	_ = flags.Parse(os.Args[1:])
	image := image{name: *name, entrypoint: strings.Fields(*entrypoint), command: strings.Fields(*command)}
	if err := write(image, *root, *out); err != nil {
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
}

func write(image image, root, out string) error {
	if !strings.Contains(image.name, ":") || root == "" || out == "" {
		return fmt.Errorf("--name (with a tag), --root and --out are needed; is: --name %q --root %q --out %q", image.name, root, out)
	}
	file, err := os.Create(out + ".new")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	if err := image.archive(file, root); err != nil {
		return fmt.Errorf("%s: %w", out, err)
	}
	if err := file.Close(); err != nil {
		return err
	}
	return os.Rename(file.Name(), out)
}

// Writes tars for the tests with Go's archive/tar, as the lifecycle does.
//
//	tar entries       exactly the headers in the JSON list on standard input, each with its content
//	tar layer FOLDER  a folder and its parent folders, as the lifecycle writes a layer
package main

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// The modification time that the lifecycle sets.
var normalizedTime = time.Date(1980, time.January, 1, 0, 0, 1, 0, time.UTC)

type entry struct {
	tar.Header
	Content []byte
	// NameBytes is a name that JSON cannot hold, because it is not UTF-8.
	NameBytes []byte
}

func main() {
	if err := run(); err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
}

func run() error {
	archive := tar.NewWriter(os.Stdout)
	if len(os.Args) == 3 && os.Args[1] == "layer" {
		if err := writeLayer(archive, os.Args[2]); err != nil {
			return err
		}
		return archive.Close()
	}
	if len(os.Args) == 2 && os.Args[1] == "entries" {
		return writeEntries(archive, os.Stdin)
	}
	return errors.New("usage: tar entries | tar layer FOLDER")
}

// Content shorter than the header's size ends the tar there.
func writeEntries(archive *tar.Writer, input io.Reader) error {
	var entries []entry
	if err := json.NewDecoder(input).Decode(&entries); err != nil {
		return err
	}
	for _, one := range entries {
		header := one.Header
		if len(one.NameBytes) > 0 {
			header.Name = string(one.NameBytes)
		}
		if header.ModTime.IsZero() && header.Typeflag != tar.TypeXGlobalHeader {
			header.ModTime = normalizedTime
		}
		if err := archive.WriteHeader(&header); err != nil {
			return err
		}
		if _, err := archive.Write(one.Content); err != nil {
			return err
		}
		if int64(len(one.Content)) < header.Size {
			return nil
		}
	}
	return archive.Close()
}

// https://github.com/buildpacks/lifecycle/blob/v0.21.0/layers/dir.go
// https://github.com/buildpacks/lifecycle/blob/v0.21.0/archive/archive.go
func writeLayer(archive *tar.Writer, folder string) error {
	var parents []string
	for parent := filepath.Dir(folder); parent != "/"; parent = filepath.Dir(parent) {
		parents = append([]string{parent}, parents...)
	}
	for _, parent := range parents {
		info, err := os.Stat(parent)
		if err != nil {
			return err
		}
		if err := writeFile(archive, parent, info); err != nil {
			return err
		}
	}
	return filepath.Walk(folder, func(path string, info fs.FileInfo, err error) error {
		if err != nil {
			return err
		}
		return writeFile(archive, path, info)
	})
}

func writeFile(archive *tar.Writer, path string, info fs.FileInfo) error {
	if info.Mode()&os.ModeSocket != 0 {
		return nil
	}
	header, err := tar.FileInfoHeader(info, "")
	if err != nil {
		return err
	}
	header.Name, header.Uname, header.Gname, header.ModTime = path, "", "", normalizedTime
	if info.Mode()&os.ModeSymlink != 0 {
		if header.Linkname, err = os.Readlink(path); err != nil {
			return err
		}
	}
	if err := archive.WriteHeader(header); err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.Copy(archive, file)
	return err
}

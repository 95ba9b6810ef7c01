// One program for every image that stands in for one that cannot be pulled here. It runs as what it is called, or as
// what its first argument says.
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"parley.example/standin/authoriser"
)

// roles are the programs in the images, by the name under which an image calls them.
var roles = map[string]func(args []string) error{
	"init":       initMain,
	"jvb":        bridge,
	"jicofo":     focus,
	"jibri":      recorder,
	"jigasi":     gateway,
	"node":       node,
	"sip-server": sipServer,

	"lk-jwt-service":             authoriser.Main,
	"lk-jwt-service-healthcheck": authoriser.Healthcheck,
}

func main() {
	log.SetFlags(0)
	name, args := filepath.Base(os.Args[0]), os.Args[1:]
	if _, known := roles[name]; !known && len(args) > 0 {
		name, args = args[0], args[1:]
	}
	role, known := roles[name]
	if !known {
		log.Fatalf("stand-in: nothing here is called %q", name)
	}
	if err := role(args); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// env is the value of a variable, or what it is without one: the images treat an empty one as missing.
func env(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

// enabled reads a switch as the real templates' toBool does.
func enabled(name string) bool {
	value := os.Getenv(name)
	return value == "1" || value == "true" || value == "TRUE" || value == "True"
}

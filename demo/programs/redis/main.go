// Command redis serves the Redis protocol from memory: all that Argo CD keeps its cache in.
package main

import (
	"log"
	"os"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// The one argument is the address to listen on.
func main() {
	server := miniredis.NewMiniRedis()
	if err := server.StartAddr(os.Args[1]); err != nil {
		log.Fatal(err)
	}
	// Its keys grow old only when they are told to.
	for range time.Tick(time.Second) {
		server.FastForward(time.Second)
	}
}

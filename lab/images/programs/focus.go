package main

import (
	"fmt"
	"net/http"
	"os"
	"sync/atomic"
)

// focus stands in for Jicofo: it logs in as `focus`, watches the bridges' room, and counts itself healthy while it is
// logged in and at least one bridge is there (JicofoHealthChecker.kt).
func focus([]string) error {
	var connected atomic.Bool
	bridges := &occupants{here: map[string]bool{}}
	place := brewery("JVB_BREWERY_MUC", "jvbbrewery", "")
	place.nickname = "focus"
	changed := func(now bool) {
		connected.Store(now)
		if !now {
			bridges.clear()
		}
	}
	go keepLoggedIn(accountOf("focus", os.Getenv("JICOFO_AUTH_PASSWORD")), place, changed, bridges.update)

	mux := http.NewServeMux()
	if enabled("JICOFO_ENABLE_HEALTH_CHECKS") {
		health(mux, "/about/health", func() string {
			if !connected.Load() {
				return "XMPP provider not connected"
			}
			if bridges.count() == 0 {
				return "No operational bridges available (total bridge count: 0)"
			}
			return ""
		})
	}
	mux.HandleFunc("/stats", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, map[string]any{"bridge_selector": map[string]int{"bridge_count": bridges.count()}, "conferences": 0})
	})
	mux.HandleFunc("/metrics", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "# TYPE jitsi_jicofo_bridge_count gauge\njitsi_jicofo_bridge_count %d\n", bridges.count())
	})
	host := "127.0.0.1"
	if enabled("JICOFO_ENABLE_REST") {
		host = "0.0.0.0"
	}
	listen(host+":8888", mux)
	return nil
}

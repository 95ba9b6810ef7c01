package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync/atomic"
)

// bridge stands in for the video bridge: an account at Prosody, health and metrics on 8080, and one UDP port for media.
//
// Its health says nothing of XMPP, as the real one's (JvbHealthChecker.kt): a bridge that cannot log in makes Jicofo
// unhealthy.
func bridge([]string) error {
	var connected atomic.Bool
	if os.Getenv("JVB_DISABLE_XMPP") == "" {
		who := accountOf(env("JVB_AUTH_USER", "jvb"), os.Getenv("JVB_AUTH_PASSWORD"))
		place := brewery("JVB_BREWERY_MUC", "jvbbrewery", bridgeExtension)
		go keepLoggedIn(who, place, connected.Store, func(element) {})
	}
	// "address#port" when the port differs outside.
	advertised := strings.FieldsFunc(os.Getenv("JVB_ADVERTISE_IPS"), func(r rune) bool { return r == ',' || r == ' ' })
	for _, one := range advertised {
		if address, _, _ := strings.Cut(one, "#"); net.ParseIP(address) == nil {
			return fmt.Errorf("java.net.UnknownHostException: %s in JVB_ADVERTISE_IPS is no address", one)
		}
	}
	if err := media(env("JVB_PORT", "10000"), advertised); err != nil {
		return fmt.Errorf("Failed to bind single-port: %w", err)
	}

	mux := http.NewServeMux()
	going := &drain{}
	going.serve(mux)
	health(mux, "/about/health", func() string {
		if enabled("JVB_REQUIRE_VALID_ADDRESS") && !anyPublic(advertised) {
			return "No valid IP addresses available for harvesting."
		}
		return ""
	})
	mux.HandleFunc("/about/version", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, map[string]string{"name": "JVB", "version": "stand-in", "os": "Linux"})
	})
	mux.HandleFunc("/metrics", func(w http.ResponseWriter, _ *http.Request) {
		state := 0
		if connected.Load() {
			state = 1
		}
		fmt.Fprint(w, going.metrics())
		fmt.Fprintf(w, "# TYPE jitsi_jvb_healthy gauge\njitsi_jvb_healthy 1\n# TYPE jitsi_jvb_xmpp_connected gauge\njitsi_jvb_xmpp_connected %d\n", state)
	})
	if enabled("COLIBRI_REST_ENABLED") {
		mux.HandleFunc("/colibri/stats", func(w http.ResponseWriter, _ *http.Request) {
			reply(w, map[string]any{"conferences": 0, "participants": 0, "healthy": true})
		})
	}
	log.Printf("advertising %v", advertised)
	listen(restHost()+":8080", mux)
	return nil
}

// restHost is where the REST interface is bound to: what custom-jvb.conf says is read last (defaults/jvb.conf).
func restHost() string {
	text, _ := os.ReadFile("/run/jvb/config/custom-jvb.conf")
	if found := privateHost.FindSubmatch(text); found != nil {
		return string(found[1])
	}
	return "0.0.0.0"
}

var privateHost = regexp.MustCompile(`(?m)^\s*videobridge\.http-servers\.private\.host\s*=\s*"?([\d.]+)`)

func anyPublic(addresses []string) bool {
	for _, one := range addresses {
		address, _, _ := strings.Cut(one, "#")
		if ip := net.ParseIP(address); ip != nil && !ip.IsPrivate() && !ip.IsLoopback() && !ip.IsLinkLocalUnicast() {
			return true
		}
	}
	return false
}

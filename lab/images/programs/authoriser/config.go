package authoriser

import (
	"errors"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"
	"time"
)

// config is what the environment says.
type config struct {
	key, secret string
	// url is LiveKit's, for clients and for its API alike: there is no other setting.
	url         string
	fullAccess  []string
	overrides   map[string]string
	bind        string
	sanityCheck time.Duration
	ownMetadata bool
	// insecure leaves the certificates of homeservers unchecked; LiveKit's is checked all the same.
	insecure bool
}

// notSimulated are the real service's settings that this one cannot follow, so it does not start with them.
var notSimulated = []string{
	"LIVEKIT_REDIS_URL", "LIVEKIT_AS_REGISTRATION_FILE", "LIVEKIT_AS_TOKEN", "LIVEKIT_HS_TOKEN", "LIVEKIT_HS_SERVER_NAME",
}

func readConfig() (config, error) {
	for _, name := range notSimulated {
		if os.Getenv(name) != "" {
			return config{}, fmt.Errorf("this stand-in for lk-jwt-service does not simulate %s", name)
		}
	}
	key, secret, err := credentials()
	if err != nil {
		return config{}, err
	}
	made := config{
		key:         key,
		secret:      secret,
		url:         os.Getenv("LIVEKIT_URL"),
		ownMetadata: os.Getenv("LIVEKIT_CAN_UPDATE_OWN_METADATA") == "true",
		insecure:    os.Getenv("LIVEKIT_INSECURE_SKIP_VERIFY_TLS") == "YES_I_KNOW_WHAT_I_AM_DOING",
	}
	if made.key == "" || made.secret == "" || made.url == "" {
		return config{}, errors.New("LIVEKIT_KEY* / LIVEKIT_SECRET* and LIVEKIT_URL must be set")
	}
	servers := os.Getenv("LIVEKIT_FULL_ACCESS_HOMESERVERS")
	if servers == "" {
		return config{}, errors.New("LIVEKIT_FULL_ACCESS_HOMESERVERS must be set")
	}
	made.fullAccess = strings.Fields(strings.ReplaceAll(servers, ",", " "))
	if made.bind, err = bindAddress(); err != nil {
		return config{}, err
	}
	if text := os.Getenv("LIVEKIT_SANITY_CHECK_INTERVAL_SECONDS"); text != "" {
		seconds, err := strconv.Atoi(text)
		if err != nil || seconds < 0 {
			return config{}, fmt.Errorf("LIVEKIT_SANITY_CHECK_INTERVAL_SECONDS must not be %q", text)
		}
		made.sanityCheck = time.Duration(seconds) * time.Second
	}
	made.overrides, err = overrides(os.Getenv("LIVEKIT_CS_API_URL_OVERRIDES"))
	return made, err
}

// credentials are LiveKit's API key and its secret: of one file with both, or each of its file or variable.
func credentials() (key, secret string, err error) {
	if path := os.Getenv("LIVEKIT_KEY_FILE"); path != "" {
		content, err := os.ReadFile(path)
		if err != nil {
			return "", "", err
		}
		// No YAML: a second line, a colon in the secret or in a comment makes it a third part.
		parts := strings.Split(string(content), ":")
		if len(parts) != 2 {
			return "", "", errors.New("invalid key secret file format!")
		}
		return bare(parts[0]), bare(parts[1]), nil
	}
	if key, err = valueOf("LIVEKIT_KEY"); err != nil {
		return "", "", err
	}
	secret, err = valueOf("LIVEKIT_SECRET")
	return key, secret, err
}

// valueOf is what a file holds that a variable names, or else the value of the variable without "_FROM_FILE".
func valueOf(name string) (string, error) {
	path := os.Getenv(name + "_FROM_FILE")
	if path == "" {
		return bare(os.Getenv(name)), nil
	}
	content, err := os.ReadFile(path)
	return bare(string(content)), err
}

func bare(text string) string { return strings.Trim(text, " \r\n") }

func bindAddress() (string, error) {
	bind, port := os.Getenv("LIVEKIT_JWT_BIND"), os.Getenv("LIVEKIT_JWT_PORT")
	switch {
	case bind != "" && port != "":
		return "", errors.New("LIVEKIT_JWT_BIND and LIVEKIT_JWT_PORT must not be set together")
	case bind != "":
		return bind, nil
	case port != "":
		log.Print("LIVEKIT_JWT_PORT is deprecated")
		return ":" + port, nil
	}
	return ":8080", nil
}

// overrides reads `server=url,server=url`.
func overrides(text string) (map[string]string, error) {
	found := map[string]string{}
	if text == "" {
		return found, nil
	}
	for _, entry := range strings.Split(text, ",") {
		server, url, _ := strings.Cut(entry, "=")
		server, url = strings.TrimSpace(server), strings.TrimSpace(url)
		if server == "" || url == "" {
			return nil, fmt.Errorf("failed parsing LIVEKIT_CS_API_URL_OVERRIDES: invalid entry %q", entry)
		}
		found[server] = url
	}
	return found, nil
}

// hasFullAccess says whether a homeserver's users may open rooms. The wildcard counts only by itself.
func (c config) hasFullAccess(server string) bool {
	if len(c.fullAccess) == 1 && c.fullAccess[0] == "*" {
		return true
	}
	for _, one := range c.fullAccess {
		if one == server {
			return true
		}
	}
	return false
}

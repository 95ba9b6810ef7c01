package authoriser

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// homeservers asks homeservers: by their federation API who has a token, by their client API about delayed events.
type homeservers struct {
	federation *http.Client
	overrides  map[string]string
}

func (c config) homeservers() homeservers {
	client := &http.Client{Timeout: 30 * time.Second}
	if c.insecure {
		client.Transport = &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	}
	return homeservers{client, c.overrides}
}

// userOf is the user to whom a homeserver gave a token, who has to be its own.
func (h homeservers) userOf(token openIDToken) (string, error) {
	query := url.Values{"access_token": {token.AccessToken}}
	var info struct{ Sub string }
	if err := h.get(h.base(token.Server)+"/_matrix/federation/v1/openid/userinfo?"+query.Encode(), &info); err != nil {
		return "", err
	}
	if _, server, _ := strings.Cut(info.Sub, ":"); server != token.Server {
		return "", fmt.Errorf("%s says that the token is of %q, who is not its user", token.Server, info.Sub)
	}
	return info.Sub, nil
}

// base is where a homeserver answers others. SRV records are not looked up: the real service does not in every version.
func (h homeservers) base(server string) string {
	if !hasPort(server) {
		var found struct {
			Server string `json:"m.server"`
		}
		if err := h.get("https://"+server+"/.well-known/matrix/server", &found); err == nil && found.Server != "" {
			server = found.Server
		}
	}
	if !hasPort(server) {
		server += ":8448"
	}
	return "https://" + server
}

func hasPort(server string) bool {
	return strings.Contains(server[strings.LastIndex(server, "]")+1:], ":")
}

// clientAPI is where a homeserver's clients find it.
func (h homeservers) clientAPI(server string) (string, error) {
	if found := h.overrides[server]; found != "" {
		return found, nil
	}
	var found struct {
		Homeserver struct {
			BaseURL string `json:"base_url"`
		} `json:"m.homeserver"`
	}
	err := h.get("https://"+server+"/.well-known/matrix/client", &found)
	if err == nil && found.Homeserver.BaseURL == "" {
		err = fmt.Errorf("%s does not say where its clients find it", server)
	}
	return found.Homeserver.BaseURL, err
}

// delayedEvent restarts or sends a delayed event (MSC4140), and answers with the homeserver's status.
func (h homeservers) delayedEvent(server, id, action string) (int, error) {
	base, err := h.clientAPI(server)
	if err != nil {
		return 0, err
	}
	where := strings.TrimSuffix(base, "/") + "/_matrix/client/unstable/org.matrix.msc4140/delayed_events/" + url.PathEscape(id) + "/" + action
	answer, err := checked.Post(where, "application/json", bytes.NewBufferString("{}"))
	if err != nil {
		return 0, err
	}
	answer.Body.Close()
	if answer.StatusCode >= 300 {
		err = fmt.Errorf("%s the delayed event at %s: %s", action, server, answer.Status)
	}
	return answer.StatusCode, err
}

func (h homeservers) get(where string, into any) error {
	answer, err := h.federation.Get(where)
	if err != nil {
		// The address may hold a token.
		return fmt.Errorf("a homeserver cannot be asked: %w", err.(*url.Error).Err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("a homeserver answers %s", answer.Status)
	}
	return json.NewDecoder(answer.Body).Decode(into)
}

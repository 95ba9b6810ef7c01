package authoriser

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// claims of LiveKit's tokens, as far as they are used here.
type claims struct {
	Issuer    string         `json:"iss"`
	Subject   string         `json:"sub,omitempty"`
	NotBefore int64          `json:"nbf,omitempty"`
	Expires   int64          `json:"exp"`
	Video     map[string]any `json:"video,omitempty"`
	// SHA256 of a webhook's body, base64.
	SHA256 string `json:"sha256,omitempty"`
}

var (
	segments = base64.RawURLEncoding
	header   = segments.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`))
)

func (c config) signed(subject string, lifetime time.Duration, video map[string]any) string {
	now := time.Now().Unix()
	body, _ := json.Marshal(claims{Issuer: c.key, Subject: subject, NotBefore: now, Expires: now + int64(lifetime.Seconds()), Video: video})
	content := header + "." + segments.EncodeToString(body)
	return content + "." + segments.EncodeToString(c.seal(content))
}

func (c config) seal(content string) []byte {
	mac := hmac.New(sha256.New, []byte(c.secret))
	mac.Write([]byte(content))
	return mac.Sum(nil)
}

// joining lets somebody into one room for an hour, and open none. Only users with full access may be seen and heard there.
func (c config) joining(room, identity string, publish bool) string {
	return c.signed(identity, time.Hour, map[string]any{
		"room": room, "roomJoin": true, "roomCreate": false, "canPublish": publish, "canPublishData": true,
		"canSubscribe": true, "canUpdateOwnMetadata": c.ownMetadata,
	})
}

// opened are the claims of a token that LiveKit has signed, which must not be too old.
func (c config) opened(token string) (claims, error) {
	var found claims
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return found, errors.New("not a token")
	}
	signature, err := segments.DecodeString(parts[2])
	if err != nil || !hmac.Equal(signature, c.seal(parts[0]+"."+parts[1])) {
		return found, errors.New("not signed with our secret")
	}
	body, err := segments.DecodeString(parts[1])
	if err == nil {
		err = json.Unmarshal(body, &found)
	}
	if err == nil && (found.Issuer != c.key || found.Expires < time.Now().Unix()) {
		err = errors.New("of another key, or too old")
	}
	return found, err
}

// hashed is how MSC4195 makes a name of several: unpadded base64 of the SHA-256 of their JSON.
func hashed(parts ...string) string {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	// As every other implementation writes it: < stays <.
	encoder.SetEscapeHTML(false)
	encoder.Encode(parts)
	sum := sha256.Sum256([]byte(strings.TrimSuffix(text.String(), "\n")))
	return base64.RawStdEncoding.EncodeToString(sum[:])
}

/**
 * Prosody modules in the image, without `mod_`: a module of the operator's of one of these names takes its place.
 *
 * Sources: jitsi-meet resources/prosody-plugins (2026-08), docker-jitsi-meet stable-11146-2 prosody/rootfs/prosody-plugins,
 * Prosody 13.0 plugins. jitsi-contrib's modules are in the image as well, but change from build to build.
 */
const jitsi = `
  audio_translation_component auth_cyrus auth_jitsi-anonymous auth_jitsi-shared-secret auth_matrix_user_verification
  auth_token av_moderation av_moderation_component certs_all certs_s2soutinjection client_proxy conference_duration
  debug_traceback end_conference external_services features_identity filesharing_component filter_iq_jibri
  filter_iq_rayo filter_messages firewall fmuc http_health jibri_queue jibri_queue_component jibri_session jiconop
  jitsi_permissions jitsi_session limits_exception log_ringbuffer matrix_power_sync measure_message_count
  measure_stanza_counts muc_allowners muc_auth_ban muc_breakout_rooms muc_call muc_census
  muc_cleanup_backend_services muc_displayname muc_domain_mapper muc_end_meeting muc_filter_access muc_flip
  muc_hide_all muc_jigasi_invite muc_kick_jigasi muc_kick_participant muc_limit_messages muc_lobby_rooms
  muc_max_occupants muc_meeting_id muc_moderation muc_password_check muc_password_whitelist muc_poltergeist
  muc_rate_limit muc_resource_validate muc_size muc_system_chat_message muc_transcription_filter muc_visitors
  muc_wait_for_host persistent_lobby polls polls_component poltergeist_component presence_identity presence_metrics
  rate_limit reservations room_destroy room_metadata room_metadata_component roster_command s2s_whitelist
  s2sout_override s2soutinjection secure_interfaces short_lived_token speakerstats_component token_affiliation
  token_verification visitors visitors_component`;

const prosody = `
  account_activity admin_adhoc admin_shell admin_socket announce auth_anonymous auth_insecure auth_internal_hashed
  auth_internal_plain auth_ldap authz_internal blocklist bookmarks bosh c2s carbons cloud_notify component cron csi
  csi_simple dialback disco flags groups http http_altconnect http_errors http_file_share http_files http_openmetrics
  invites invites_adhoc invites_register iq lastactivity legacyauth limits mam message mimicking motd muc muc_mam
  muc_unique net_multiplex offline pep pep_simple ping posix presence private proxy65 pubsub register register_ibr
  register_limits roster s2s s2s_auth_certs s2s_auth_dane_in s2s_bidi saslauth server_contact_info server_info smacks
  stanza_debug storage_internal storage_memory storage_none storage_sql storage_xep0227 time tls tokenauth tombstones
  turn_external unknown uptime user_account_management vcard vcard4 vcard_legacy version watchregistrations websocket
  welcome`;

export const shippedModules: ReadonlySet<string> = new Set(`${jitsi} ${prosody}`.trim().split(/\s+/));

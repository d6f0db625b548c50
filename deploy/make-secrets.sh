#!/bin/sh
# Makes every file of deploy/secrets that is missing: random where it may be, empty where a
# platform or service gives the secret. What is there stays. docs/deploy.md, "Secrets".
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
cd secrets

hex() { od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'; }
fernet() { head -c 32 /dev/urandom | base64 | tr '+/' '-_'; }

# keep NAME CONTENT: written beside and renamed, so that a stop leaves no half of one. Readable for
# all, since containers run as others than you; the folder is yours alone.
keep() {
    [ -e "$1" ] && return
    printf '%s' "$2" > ".$1.new"
    chmod 644 ".$1.new"
    mv ".$1.new" "$1"
    echo "made secrets/$1"
}

keep postgres_password "$(hex 24)"
keep redis_password "$(hex 24)"
keep grafana_password "$(hex 12)"
keep log_key "$(hex 16)"
keep lovelm_database_url "postgresql://lovelm:$(cat postgres_password)@postgres:5432/lovelm"
keep lovelm_redis_url "redis://:$(cat redis_password)@redis:6379/0"
keep lovelm_page_key "$(hex 32)"
keep lovelm_secret_keys "$(fernet)"
keep lovelm_metrics_token "$(hex 24)"

# Yours to fill in; an empty one leaves that off.
for name in discord_token twitch_client_secret chzzk_client_secret model_key tmdb_key; do
    keep "lovelm_$name" ""
done

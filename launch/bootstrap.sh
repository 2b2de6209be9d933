#!/bin/sh
# Makes .venv with everything the commands need; does nothing when it is there and up to date.
set -eu
cd "$(dirname "$0")/.."
stamp=.venv/.installed
want=$(cat requirements-dev.txt launch/bootstrap.sh | sha256sum)
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ] && exit 0

python=""
for name in python3 python3.14 python3.13 python3.12 python3.11; do
  if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    python=$name
    break
  fi
done
if [ -z "$python" ]; then
  echo "没有找到 Python 3.11 或更新的版本。怎么办：sudo apt-get install python3 python3-venv" >&2
  exit 1
fi
if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "正在安装 python3-venv ……"
    apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
  else
    echo "Python 缺少 venv。怎么办：sudo apt-get install python3-venv" >&2
    exit 1
  fi
fi
echo "正在安装需要的组件（第一次要几分钟）……"
[ -x .venv/bin/python ] || "$python" -m venv .venv
if ! .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.txt; then
  echo "组件没有装好。怎么办：检查网络后再执行一次；还不行就删除 .venv 文件夹重来。" >&2
  exit 1
fi
cat > .venv/bin/shouwang <<'S'
#!/bin/sh
here=$(cd "$(dirname "$0")/../.." && pwd)
PYTHONPATH="$here" exec "$here/.venv/bin/python" -m app.cli "$@"
S
chmod +x .venv/bin/shouwang
echo "$want" > "$stamp"

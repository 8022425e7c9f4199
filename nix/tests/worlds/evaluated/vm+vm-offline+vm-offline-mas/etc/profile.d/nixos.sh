if [ -t 1 ]; then
  cat /run/world/welcome.txt 2>/dev/null || cat /run/world/refused.txt 2>/dev/null || systemctl --no-pager status world-prepare || true
fi

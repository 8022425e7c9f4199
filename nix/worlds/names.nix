[
  "vm"
  "vm-mas"
  "vm-offline"
  "vm-offline-mas"
]

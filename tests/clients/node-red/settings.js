// The settings.js of a Node-RED whose editor is for people of ATLogin.
const { ISSUER, PORT } = process.env

module.exports = {
  uiHost: 'localhost',
  uiPort: PORT,
  // Paste here.
  editorTheme: {
    tours: false,
    logout: { redirect: `${ISSUER}/logout` },
  },
  telemetry: { enabled: false, updateNotification: false },
}

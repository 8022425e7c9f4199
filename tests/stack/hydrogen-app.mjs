// The Matrix web client Hydrogen, put together from its published parts. `install` bundles this for the browser.
import { createNavigation, createRouter, FeatureSet, Platform, RootViewModel } from 'hydrogen-view-sdk'

const platform = new Platform({
  container: document.body,
  configURL: 'config.json',
  assetPaths: {
    downloadSandbox: 'assets/download-sandbox.html',
    worker: 'assets/main.js',
    serviceWorker: 'sw.js', // without one it cannot hand the session over after signing in
    olm: { wasm: 'olm/olm.wasm', wasmBundle: 'olm/olm.js', legacyBundle: 'olm/olm_legacy.js' },
  },
  options: { development: false },
})
await platform.init()

const navigation = createNavigation()
platform.setNavigation(navigation)
const urlRouter = createRouter({ navigation, history: platform.history })
urlRouter.attach()

const features = await FeatureSet.load(platform.settingsStorage)
const root = new RootViewModel({ platform, urlRouter, navigation, features })
await root.load()
platform.createAndMountRootView(root)

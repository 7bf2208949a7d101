#include "WebAssets.h"

static const unsigned char style[] = {
#embed "files/style.css"
};

WebAsset webAssetStyle(void) { return (WebAsset){style, sizeof style}; }

static const unsigned char icon[] = {
#embed "files/icon.svg"
};

WebAsset webAssetIcon(void) { return (WebAsset){icon, sizeof icon}; }

static const unsigned char check_page[] = {
#embed "files/check/check.html"
};

WebAsset webAssetCheckPage(void) { return (WebAsset){check_page, sizeof check_page}; }

static const unsigned char check_script[] = {
#embed "files/check/sha2.js" suffix(, )
#embed "files/check/ed25519.js" suffix(, )
#embed "files/check/receipt.js" suffix(, )
#embed "files/check/page.js"
};

WebAsset webAssetCheckScript(void) { return (WebAsset){check_script, sizeof check_script}; }

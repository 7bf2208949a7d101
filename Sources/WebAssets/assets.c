#include "WebAssets.h"

static const unsigned char style[] = {
#embed "files/style.css"
};

WebAsset webAssetStyle(void) { return (WebAsset){style, sizeof style}; }

static const unsigned char icon[] = {
#embed "files/icon.svg"
};

WebAsset webAssetIcon(void) { return (WebAsset){icon, sizeof icon}; }

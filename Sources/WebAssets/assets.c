#include "WebAssets.h"

static const unsigned char style[] = {
#embed "files/style.css"
};

WebAsset webAssetStyle(void) { return (WebAsset){style, sizeof style}; }

#ifndef WEB_ASSETS_H
#define WEB_ASSETS_H

#include <stddef.h>

/// Bytes of a file of the pages, part of the binary.
typedef struct {
    const unsigned char *bytes;
    size_t count;
} WebAsset;

/// The style sheet of all pages.
WebAsset webAssetStyle(void);

/// The icon of the pages, SVG.
WebAsset webAssetIcon(void);

/// The page that checks receipts, with marks where `CheckPage` fills in what it is made of.
WebAsset webAssetCheckPage(void);

/// The script of that page.
WebAsset webAssetCheckScript(void);

#endif

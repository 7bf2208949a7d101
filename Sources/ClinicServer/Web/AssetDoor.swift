internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import WebAssets

/// The style sheet and what else of the pages never changes while the server runs.
enum AssetDoor {
    static var routes: [Route] {
        [
            asset("/assets/style.css", "text/css; charset=utf-8", webAssetStyle()),
            asset("/assets/icon.svg", "image/svg+xml", webAssetIcon()),
        ]
    }

    private static func asset(_ path: String, _ type: String, _ asset: WebAsset) -> Route {
        let bytes = ByteBuffer(bytes: UnsafeBufferPointer(start: asset.bytes, count: asset.count))
        return .get(path, .everyone, .data) { _ in
            Response(
                status: .ok, headers: [.contentType: type, .cacheControl: "public, max-age=600"],
                body: .init(byteBuffer: bytes))
        }
    }
}

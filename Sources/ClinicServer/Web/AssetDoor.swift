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
            checkPage,
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

    /// The page that checks receipts, which brings its own policy along.
    private static var checkPage: Route {
        let bytes = ByteBuffer(bytes: CheckPage.document)
        return .get("/check", .everyone) { _ in
            var headers: HTTPFields = [.contentType: "text/html; charset=utf-8"]
            headers[.contentSecurityPolicy] = CheckPage.policy
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: bytes))
        }
    }
}

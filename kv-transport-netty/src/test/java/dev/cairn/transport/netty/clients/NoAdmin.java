package dev.cairn.transport.netty.clients;

import dev.cairn.api.AdminService;
import dev.cairn.api.BucketProperties;
import java.lang.reflect.Proxy;

/** An admin service for protocols that must not use it. */
public final class NoAdmin {
    private NoAdmin() {}

    /** The bucket that is linearizable where buckets are told. */
    public static final String LINEARIZABLE = "redis:1";

    /** One that tells of buckets and nothing else. */
    public static AdminService tellingBuckets() {
        return (AdminService)
                Proxy.newProxyInstance(
                        NoAdmin.class.getClassLoader(),
                        new Class<?>[] {AdminService.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("bucket")) {
                                return properties(LINEARIZABLE.equals(arguments[0]));
                            }
                            throw new UnsupportedOperationException(method.getName());
                        });
    }

    private static BucketProperties properties(boolean linearizable) {
        BucketProperties usual = BucketProperties.DEFAULT;
        return new BucketProperties(
                usual.version(),
                usual.n(),
                usual.r(),
                usual.w(),
                usual.resolver(),
                linearizable ? BucketProperties.Mode.LINEARIZABLE : BucketProperties.Mode.EVENTUAL,
                usual.blindWrites(),
                usual.ttl(),
                usual.maxPairBytes(),
                usual.maxClockEntries());
    }

    /** One whose every method fails. */
    public static AdminService service() {
        return (AdminService)
                Proxy.newProxyInstance(
                        NoAdmin.class.getClassLoader(),
                        new Class<?>[] {AdminService.class},
                        (proxy, method, arguments) -> {
                            throw new UnsupportedOperationException(method.getName());
                        });
    }
}

package org.streamlistening.it;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;

/**
 * Up to JDK 18, the JDK keeps a reference to the record type whose {@code equals}, {@code hashCode} and {@code toString}
 * it created last, or to the type of its component, and so to the class loader (JDK-8078641).
 */
final class JdkRecords {

    /** The type that replaces it. */
    private record Last(Last another) {}

    private JdkRecords() {}

    static void forget() {
        make("equals", MethodType.methodType(boolean.class, Last.class, Object.class));
        make("hashCode", MethodType.methodType(int.class, Last.class));
        make("toString", MethodType.methodType(String.class, Last.class));
    }

    private static void make(String method, MethodType type) {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            MethodHandle component = lookup.findGetter(Last.class, "another", Last.class);
            ObjectMethods.bootstrap(lookup, method, type, Last.class, "another", component);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}

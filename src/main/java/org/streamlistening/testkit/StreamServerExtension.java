package org.streamlistening.testkit;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The extension behind {@link EnableStreamServer}. JUnit calls it, on the thread of each test. */
final class StreamServerExtension implements ParameterResolver, AfterEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(StreamServerExtension.class);

    /** Of methods only: the server of a constructor would belong to no test. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestStreamServer.class
                && context.getTestMethod().isPresent();
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // The lambda of getOrComputeIfAbsent is deprecated in later versions under one of its names.
        Store store = context.getStore(NAMESPACE);
        TestStreamServer known = store.get(TestStreamServer.class, TestStreamServer.class);
        if (known != null) {
            return known;
        }
        TestStreamServer started = new TestStreamServer();
        store.put(TestStreamServer.class, started);
        return started;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TestStreamServer server = context.getStore(NAMESPACE).remove(TestStreamServer.class, TestStreamServer.class);
        if (server != null) {
            server.close();
        }
    }
}

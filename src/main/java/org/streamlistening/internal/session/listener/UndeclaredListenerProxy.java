package org.streamlistening.internal.session.listener;

import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.session.RunningApplications;

/**
 * The object that is injected under a name that no bean has: each call goes to the listener or listeners that the
 * session of the calling thread has under that name.
 */
public record UndeclaredListenerProxy(Class<? extends ListenerHolder> type, String name)
        implements InvocationHandler, Serializable {

    public static <T> T of(Class<T> injected, Class<? extends ListenerHolder> holder, String name) {
        return injected.cast(Proxy.newProxyInstance(
                UndeclaredListenerProxy.class.getClassLoader(),
                new Class<?>[] {injected},
                new UndeclaredListenerProxy(holder, name)));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        Object target = method.getDeclaringClass() == Object.class
                ? this
                : new InjectedListeners(RunningApplications.current().sessions().bridge()).getUndeclared(type, name);
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}

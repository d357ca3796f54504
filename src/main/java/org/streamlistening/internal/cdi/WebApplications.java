package org.streamlistening.internal.cdi;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.config.ApplicationLoader;
import org.streamlistening.internal.deployment.DeploymentModel;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.runtime.CurrentRequest;
import org.streamlistening.internal.runtime.StreamRuntime;
import org.streamlistening.metrics.MetricsSnapshot;
import org.streamlistening.server.EmbeddedServer;

/**
 * The web applications that this library serves: the one that has it in its WEB-INF/lib, or, if it is in the lib of an
 * EAR, each WAR of that. WARs are distinguished by their class loaders and become known at their first use of the
 * library: no server notifies an extension in the lib of an EAR that a WAR starts.
 */
final class WebApplications {

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private final DeploymentModel model;
    private final ThreadContexts threads;

    // Both written under this monitor.
    private final Map<ClassLoader, WebApplication> running = new ConcurrentHashMap<>();
    /**
     * Of the library. Set from the start to the stop of the application; where WARs share the library, from the end of
     * the deployment on.
     */
    private volatile @Nullable BeanManager beanManager;

    private volatile boolean writesAnswers;

    WebApplications(DeploymentModel model, ThreadContexts threads) {
        this.model = model;
        this.threads = threads;
    }

    /**
     * The deployment is valid. In an EAR, a WAR may start before the EAR does (WildFly starts them side by side), and
     * use streams then.
     */
    synchronized void validated(BeanManager ofLibrary) {
        if (model.isShared()) {
            beanManager = ofLibrary;
        }
    }

    /** The application that starts; empty if WARs share the library, or if the calling thread is that of the EAR. */
    Optional<WebApplication> start(BeanManager ofLibrary) {
        synchronized (this) {
            beanManager = ofLibrary;
        }
        if (model.isShared()) {
            return Optional.empty();
        }
        boolean ownThread =
                ApplicationLoader.ofThread() == Thread.currentThread().getContextClassLoader();
        return find(ApplicationLoader.OF_LIBRARY).filter(only -> ownThread);
    }

    /** Where WARs share the library, their consumers begin with their first use of it. */
    void startConsumers() {
        if (!model.isShared() && model.isUsed()) {
            all().forEach(WebApplication::startConsumers);
        }
    }

    /** A bean of the deployment writes answers. */
    void writeAnswers() {
        writesAnswers = true;
    }

    /** Where WARs share the library, their writers of answers start with their first use. */
    void startAnswers() {
        if (!model.isShared() && writesAnswers) {
            all().forEach(WebApplication::startAnswers);
        }
    }

    /** Where WARs share the library, their figures would overwrite each other. */
    void startMonitoring() {
        if (!model.isShared()) {
            all().forEach(WebApplication::startMonitoring);
        }
    }

    /** The figures of each web application. */
    List<MetricsSnapshot> metrics() {
        return all().stream().map(WebApplication::metrics).toList();
    }

    /**
     * The web application of the calling thread.
     *
     * @throws IllegalStateException before the application has started, and after it was stopped
     */
    WebApplication current() {
        return find(model.isShared() ? loader() : ApplicationLoader.OF_LIBRARY).orElseThrow(StreamRuntime::notRunning);
    }

    /** The web application of this request; empty if none has started. */
    Optional<WebApplication> of(Object request) {
        return model.isShared() && request instanceof HttpServletRequest http
                ? find(http.getServletContext().getClassLoader())
                : find(model.isShared() ? loader() : ApplicationLoader.OF_LIBRARY);
    }

    /**
     * The class loader of the WAR. In a bean of another module, such as an EJB, the request is still that of the WAR.
     */
    private ClassLoader loader() {
        return Optional.ofNullable(beanManager)
                .flatMap(known -> new CurrentRequest(known)
                        .<ClassLoader>read(
                                request -> request.getServletContext().getClassLoader()))
                .orElseGet(ApplicationLoader::ofThread);
    }

    private Optional<WebApplication> find(ClassLoader loader) {
        WebApplication known = running.get(loader);
        return known != null ? Optional.of(known) : getOrMake(loader);
    }

    private synchronized Optional<WebApplication> getOrMake(ClassLoader loader) {
        BeanManager ofLibrary = beanManager;
        return ofLibrary == null
                ? Optional.empty()
                : Optional.of(running.computeIfAbsent(loader, one -> make(one, ofLibrary)));
    }

    private WebApplication make(ClassLoader loader, BeanManager ofLibrary) {
        LOG.log(System.Logger.Level.DEBUG, "the web application of {0} uses streams", loader);
        BeanManager own = model.isShared() ? moduleBeanManager().orElse(ofLibrary) : ofLibrary;
        return new WebApplication(own, model.viewOf(loader), threads, loader, () -> embedded(loader));
    }

    /** The server of a WAR. A thread that runs no WAR of its EAR has none. */
    private InProcessServer embedded(ClassLoader loader) {
        if (model.isShared() && loader == ApplicationLoader.OF_LIBRARY) {
            throw new IllegalStateException(NumberedMessage.NO_WAR.text());
        }
        return EmbeddedServer.ofApplication(loader);
    }

    /** The bean manager of the module of the calling thread. That of a shared library sees no beans of the WARs. */
    @SuppressWarnings("BanJNDI") // a constant of the platform
    static Optional<BeanManager> moduleBeanManager() {
        try {
            return Optional.of(InitialContext.doLookup("java:comp/BeanManager"));
        } catch (NamingException outside) {
            return Optional.empty();
        }
    }

    /**
     * The request of the calling thread.
     *
     * @throws IllegalStateException before the application has started, and after it was stopped
     */
    HttpServletRequest request() {
        BeanManager ofLibrary = beanManager;
        if (ofLibrary == null) {
            throw StreamRuntime.notRunning();
        }
        return ofLibrary.createInstance().select(HttpServletRequest.class).get();
    }

    /** The session whose mark has this key ended: ends all that it has in each application. */
    void endSession(String key) {
        all().stream()
                .flatMap(application -> application.running().stream())
                .forEach(running -> running.endSession(key));
    }

    List<WebApplication> all() {
        return List.copyOf(running.values());
    }

    void stop() {
        List<WebApplication> last;
        synchronized (this) {
            last = all();
            running.clear();
            beanManager = null;
        }
        last.forEach(WebApplication::stop);
    }
}

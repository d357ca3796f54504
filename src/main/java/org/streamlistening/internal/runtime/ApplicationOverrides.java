package org.streamlistening.internal.runtime;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.transaction.UserTransaction;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.streamlistening.StreamListening;
import org.streamlistening.client.DurableStreamsClientBuilder;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.threads.WaitingThreads;

/** The objects that the application provides in place of defaults, as beans with the qualifier. */
record ApplicationOverrides(BeanManager beanManager) {

    private static final String DEFAULT_THREAD_FACTORY = "java:comp/DefaultManagedThreadFactory";

    private static final System.Logger LOG = System.getLogger("org.streamlistening");

    private static final StreamListening QUALIFIER = StreamListening.Literal.of("");

    /** The bean of this type with the qualifier, if the application has one. */
    <T> Optional<T> one(Class<T> type) {
        Instance<T> produced = beanManager.createInstance().select(type, QUALIFIER);
        return produced.isResolvable() ? Optional.of(produced.get()) : Optional.empty();
    }

    /**
     * The data source of the application for checkpoints, else the one of the configured JNDI name; empty if there is no
     * such name.
     *
     * @throws IllegalStateException if the configured name has none
     */
    Optional<DataSource> dataSource(Optional<String> configured) {
        return one(DataSource.class).or(() -> configured.map(ApplicationOverrides::requiredDataSource));
    }

    /**
     * The transaction of the calling thread.
     *
     * @throws IllegalStateException if the container has no transactions
     */
    UserTransaction userTransaction() {
        return one(UserTransaction.class).orElseGet(() -> {
            try {
                return lookUp(UserTransaction.class, "java:comp/UserTransaction");
            } catch (NamingException | ClassCastException e) {
                throw new IllegalStateException(
                        NumberedMessage.NO_DATA_SOURCE.text("the container has no UserTransaction"), e);
            }
        });
    }

    private static DataSource requiredDataSource(String jndiName) {
        String problem = "durable-streams.consumers.data-source is '" + jndiName + "', ";
        if (!jndiName.startsWith("java:")) {
            throw new IllegalStateException(
                    NumberedMessage.NO_DATA_SOURCE.text(problem + "but must begin with 'java:'"));
        }
        try {
            return lookUp(DataSource.class, jndiName);
        } catch (NamingException | ClassCastException e) {
            throw new IllegalStateException(NumberedMessage.NO_DATA_SOURCE.text(problem + "where no DataSource is"), e);
        }
    }

    /** The builder after all customizers of the application. */
    DurableStreamsClientBuilder customized(DurableStreamsClientBuilder builder) {
        Instance<UnaryOperator<DurableStreamsClientBuilder>> customizers =
                beanManager.createInstance().select(new TypeLiteral<>() {}, QUALIFIER);
        DurableStreamsClientBuilder customized = builder;
        for (UnaryOperator<DurableStreamsClientBuilder> customizer : customizers) {
            customized = customizer.apply(customized);
        }
        return customized;
    }

    /** The executor of the application, else the one of this JNDI name. */
    ManagedExecutorService executor(String jndiName) {
        return one(ManagedExecutorService.class).orElseGet(() -> requiredExecutor(jndiName));
    }

    /**
     * The thread factory of the application, else the one of the configured JNDI name, else that of the container;
     * empty if there is none.
     *
     * @throws IllegalStateException if the configured name has none
     */
    Optional<ManagedThreadFactory> threads(Optional<String> configured) {
        return one(ManagedThreadFactory.class)
                .or(() -> configured.map(name -> requiredThreads("durable-streams.delivery.thread-factory", name)))
                .or(ApplicationOverrides::threadsOfContainer);
    }

    /**
     * The factory of the threads that wait: the one of the configured JNDI name, else that of the container unless
     * threads that wait are virtual; empty if there is none.
     *
     * @throws IllegalStateException if the configured name has none
     */
    static Optional<ManagedThreadFactory> waitingThreads(Optional<String> configured) {
        if (configured.isPresent()) {
            return configured.map(name -> requiredThreads("durable-streams.io.thread-factory", name));
        }
        return WaitingThreads.areVirtual() ? Optional.empty() : threadsOfContainer();
    }

    private static Optional<ManagedThreadFactory> threadsOfContainer() {
        try {
            return Optional.of(lookUp(ManagedThreadFactory.class, DEFAULT_THREAD_FACTORY));
        } catch (NamingException | ClassCastException e) {
            LOG.log(System.Logger.Level.DEBUG, "there is no ManagedThreadFactory at {0}", DEFAULT_THREAD_FACTORY);
            return Optional.empty();
        }
    }

    /**
     * The thread factory that a key names.
     *
     * @throws IllegalStateException if there is none
     */
    private static ManagedThreadFactory requiredThreads(String key, String jndiName) {
        if (!jndiName.startsWith("java:")) {
            throw new IllegalStateException(NumberedMessage.NO_THREAD_FACTORY.text(
                    key + " is '" + jndiName + "', but must begin with 'java:'", key));
        }
        try {
            return lookUp(ManagedThreadFactory.class, jndiName);
        } catch (NamingException | ClassCastException e) {
            throw new IllegalStateException(
                    NumberedMessage.NO_THREAD_FACTORY.text(
                            key + " is '" + jndiName + "', where no ManagedThreadFactory is", key),
                    e);
        }
    }

    private static ManagedExecutorService requiredExecutor(String jndiName) {
        if (!jndiName.startsWith("java:")) {
            throw new IllegalStateException(NumberedMessage.NO_EXECUTOR.text(
                    "durable-streams.executor is '" + jndiName + "', but must begin with 'java:'"));
        }
        try {
            return lookUp(ManagedExecutorService.class, jndiName);
        } catch (NamingException | ClassCastException e) {
            throw new IllegalStateException(
                    NumberedMessage.NO_EXECUTOR.text("there is no ManagedExecutorService at " + jndiName), e);
        }
    }

    /** @throws ClassCastException if another object has this name */
    @SuppressWarnings("BanJNDI") // the name comes from the deployer of the application, and only its own names count
    private static <T> T lookUp(Class<T> type, String jndiName) throws NamingException {
        return type.cast(InitialContext.<Object>doLookup(jndiName));
    }
}

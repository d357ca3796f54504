package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.Serializable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.Delivering;
import org.streamlistening.StreamData;
import org.streamlistening.StreamStatus;
import org.streamlistening.consumer.StreamConsumer;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.support.Application;

/** Consumers as beans; on Weld. */
class InjectedConsumerTest {

    private static final String URL = "durable-streams.url";

    private Application application;

    @BeforeEach
    void start() {
        System.setProperty(URL, "http://127.0.0.1:1/");
        application =
                new Application(Observing.class, Injecting.class, InASession.class, InNewInstances.class, NoBean.class);
    }

    @AfterEach
    void stop() {
        application.close();
        System.clearProperty(URL);
    }

    @ApplicationScoped
    static class Observing {
        void onData(@Observes @StreamConsuming("observed") StreamData data) {}
    }

    @ApplicationScoped
    static class Injecting {
        @Inject
        @StreamConsuming("injected")
        StreamConsumer injected;

        public StreamConsumer injected() {
            return injected;
        }
    }

    @SessionScoped
    static class InASession implements Serializable {

        private static final long serialVersionUID = 1;

        @Inject
        @StreamConsuming("injected")
        StreamConsumer injected;

        public StreamConsumer injected() {
            return injected;
        }
    }

    @Dependent
    static class InNewInstances {
        @Inject
        @StreamConsuming("injected")
        StreamConsumer injected;
    }

    /** Like a servlet, which a container makes without a bean. */
    abstract static class NoBean {
        @Inject
        @StreamConsuming("of no bean")
        StreamConsumer injected;
    }

    private Instance<StreamConsumer> consumer(String name) {
        return application.container().select(StreamConsumer.class, StreamConsuming.Literal.of(name));
    }

    @Test
    void eachNameIsABean() {
        assertThat(consumer("observed").isResolvable()).isTrue();
        assertThat(consumer("injected").isResolvable()).isTrue();
        assertThat(consumer("of no bean").isResolvable()).isTrue();
        assertThat(consumer("unknown").isUnsatisfied()).isTrue();
    }

    @Test
    void eachCallGoesToTheConsumerOfTheApplication() {
        StreamConsumer observed = consumer("observed").get();
        StreamConsumer injected =
                application.container().select(Injecting.class).get().injected();
        assertThat(observed.getName()).isEqualTo("observed");
        assertThat(injected.getName()).isEqualTo("injected");
        assertThat(injected.getStatus()).isEqualTo(StreamStatus.STANDBY);
    }

    @Test
    void aConsumerThatNoBeanUsesDoesNotRun() {
        StreamConsumer unused = consumer("of no bean").get();
        assertThatThrownBy(unused::getStatus)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("DS-053")
                .hasMessageContaining("'of no bean'");
    }

    @Test
    void isInjectedIntoObjectsWithoutAScope() {
        assertThat(application.container().select(InNewInstances.class).get().injected)
                .isSameAs(consumer("injected").get());
    }

    @Test
    void isSerialisedWithTheSession() throws Exception {
        Application.Session session = application.session();
        session.run(() -> session.bean(InASession.class).injected());
        session.passivate();
        assertThat(session.<StreamConsumer>request(
                        () -> session.bean(InASession.class).injected()))
                .isEqualTo(consumer("injected").get());
    }

    @Test
    void noConsumerDeliversOutsideOfADelivery() {
        Instance<StreamConsumer> delivering =
                application.container().select(StreamConsumer.class, Delivering.Literal.INSTANCE);
        assertThatThrownBy(delivering::get).hasStackTraceContaining("DS-024");
    }
}

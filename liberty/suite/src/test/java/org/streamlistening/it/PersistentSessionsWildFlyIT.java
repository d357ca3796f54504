package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** WildFly keeps the sessions of a distributable application across a redeployment. */
@Tag("crash")
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class PersistentSessionsWildFlyIT {

    private static final URI STREAMS = Deployments.uri("elsewhere").resolve("streams");

    private final String stream = "kept/" + UUID.randomUUID();

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "elsewhere", order = 1, testable = false)
    static WebArchive elsewhere() {
        return Deployments.control(
                "elsewhere.war", "durable-streams.embedded.enabled=true\ndurable-streams.embedded.access=all\n");
    }

    @Deployment(name = "kept", managed = false, testable = false)
    static WebArchive kept() {
        return distributable("kept.war", "durable-streams.url=" + STREAMS + "\n");
    }

    /** With an embedded server, which stops and starts with the application. */
    @Deployment(name = "whole", managed = false, testable = false)
    static WebArchive whole() {
        return distributable(
                "whole.war", """
                durable-streams.embedded.enabled=true
                durable-streams.embedded.access=all
                durable-streams.embedded.store=%s
                """.formatted(System.getProperty("suite.store") + "-whole-" + UUID.randomUUID()));
    }

    private static WebArchive distributable(String name, String configuration) {
        return Deployments.control(name, configuration).addAsWebInfResource(new StringAsset("""
                        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                          <distributable/>
                        </web-app>
                        """), "web.xml");
    }

    @Test
    void continuesAListenerOfARestoredSession() {
        Browser writer = new Browser(Deployments.uri("elsewhere"));
        writer.call("create", "stream", stream);
        deployer.deploy("kept");
        Browser browser = new Browser(Deployments.uri("kept"));
        String instance = receiveTen(browser, writer);
        deployer.undeploy("kept");
        writer.call("append", "stream", stream, "from", 10, "to", 20);
        deployer.deploy("kept");
        try {
            assertThat(browser.look().instance()).isEqualTo(instance);
            Tokens.await(browser, 0, 20);
        } finally {
            deployer.undeploy("kept");
        }
    }

    /** While the application stops, the container responds to requests for its embedded server. */
    @Test
    void continuesAListenerOfTheEmbeddedServer() {
        deployer.deploy("whole");
        Browser browser = new Browser(Deployments.uri("whole"));
        browser.look();
        browser.call("create", "stream", stream);
        String instance = receiveTen(browser, browser);
        deployer.undeploy("whole");
        deployer.deploy("whole");
        try {
            assertThat(browser.look().instance()).isEqualTo(instance);
            browser.call("append", "stream", stream, "from", 10, "to", 20);
            Tokens.await(browser, 0, 20);
            assertThat(browser.look().events()).noneMatch(event -> event.contains("FAILED"));
        } finally {
            deployer.undeploy("whole");
        }
    }

    /** @return the id of the bean instance of the session */
    private String receiveTen(Browser browser, Browser writer) {
        String instance = browser.look().instance();
        browser.call("listen", "stream", stream);
        writer.call("append", "stream", stream, "from", 0, "to", 10);
        Tokens.await(browser, 0, 10);
        // The position is stored in the session when a request begins.
        browser.look();
        return instance;
    }
}

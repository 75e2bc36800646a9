package dev.cairn.testkit.process;

import dev.cairn.api.Key;
import dev.cairn.api.cluster.Address;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/**
 * One node's administration, by HTTP. Every method asks and waits; throws {@link IOException} when
 * the node does not answer within five seconds, or with an error.
 */
public final class AdminPort {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int ANSWER_MILLIS = 5_000;
    private static final Pattern REPLICA =
            Pattern.compile("\"reachable\":(true|false),\"siblings\":(\\[.*?\\]),\"hints\":");

    private final Address address;
    private final Optional<SSLContext> tls;

    /** A node's port for HTTP; {@code tls} is how an administrator calls one that speaks TLS. */
    AdminPort(Address address, Optional<SSLContext> tls) {
        this.address = address;
        this.tls = tls;
    }

    /** Whether the node serves clients; a node that cannot be reached does not. */
    public boolean isReady() {
        try {
            return ask("GET", "/health/ready").contains("ready");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Every member as this node sees it. */
    public List<MemberView> members() throws IOException {
        return MemberView.read(ask("GET", "/v1/members"));
    }

    /** One member as this node sees it; empty when it knows none of that name. */
    public Optional<MemberView> member(String name) throws IOException {
        return members().stream().filter(member -> member.id().equals(name)).findFirst();
    }

    /** Whether the owners of ranges change just now. */
    public boolean isChanging() throws IOException {
        return ask("GET", "/v1/tasks").contains("\"kind\":\"change-of-owners\"");
    }

    /** Asks the cluster to let a member go. */
    public void leave(String member) throws IOException {
        ask("POST", "/v1/members/" + member + "/leave");
    }

    /** What the replicas of a key hold, as text; "unreachable" for one that did not say. */
    public Set<String> states(Key key) throws IOException {
        String path =
                "/v1/explain/"
                        + key.bucket()
                        + "/"
                        + URLEncoder.encode(key.bytes().utf8(), StandardCharsets.UTF_8);
        Set<String> states = new HashSet<>();
        for (Matcher found = REPLICA.matcher(ask("GET", path)); found.find(); ) {
            states.add(found.group(1).equals("true") ? found.group(2) : "unreachable");
        }
        return states;
    }

    private String ask(String method, String path) throws IOException {
        String scheme = tls.isPresent() ? "https://" : "http://";
        HttpURLConnection exchange =
                (HttpURLConnection) URI.create(scheme + address + path).toURL().openConnection();
        if (exchange instanceof HttpsURLConnection secured) {
            secured.setSSLSocketFactory(tls.orElseThrow().getSocketFactory());
        }
        exchange.setConnectTimeout(CONNECT_MILLIS);
        exchange.setReadTimeout(ANSWER_MILLIS);
        exchange.setRequestMethod(method);
        int status = exchange.getResponseCode();
        if (status / 100 != 2) {
            throw new IOException(address + " answers " + status + " to " + method + " " + path);
        }
        try (InputStream body = exchange.getInputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

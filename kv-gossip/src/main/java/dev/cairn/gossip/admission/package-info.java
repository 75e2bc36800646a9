/**
 * Whose messages count: the envelope around every message of a failure detector, and the check that
 * opens it.
 *
 * <pre>
 * message ──▶ Admission.open ──▶ another cluster, a stranger ──▶ dropped
 *                  │         └─▶ a member's name from another data directory ──▶ Env.refused, and told so
 *                  ▼
 *             the detector's own kinds
 * </pre>
 *
 * A name alone does not say who speaks: a copied configuration or a wiped disk brings up a second
 * process under the same name. The random id of the data directory tells the two apart.
 */
@NullMarked
package dev.cairn.gossip.admission;

import org.jspecify.annotations.NullMarked;

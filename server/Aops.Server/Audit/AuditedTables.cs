using System.Text.RegularExpressions;

namespace Aops.Server.Audit;

/// <summary>
/// Which statements change state that is audited. Each table of the schema stands here (a test compares them), and a table
/// that does not is taken for an audited one, so that a new feature cannot forget it.
/// </summary>
internal static partial class AuditedTables
{
    private const string Insert = "INSERT INTO";
    private const string Delete = "DELETE FROM";
    private const string Update = "UPDATE";

    // What operators decide, and whom they let in: every change.
    private static readonly HashSet<string> Whole =
    [
        "agent_label", "removed_agent", "clone_request", "enrolment_request", "enrolment_token", "enrolment_label",
        "host_group", "layer_revision", "host_layer", "holder_grant", "approval_rule", "alert_rule", "alert_silence",
        "fleet_freeze",
    ];

    // An order or an act begins with its row; what becomes of it is reported, or noted piece by piece.
    private static readonly HashSet<string> Begun = ["command", "operation", "rollout", "run"];

    // What hosts report, what follows from other rows, and what the server notes for itself.
    private static readonly HashSet<string> Noted =
    [
        "agent_status", "agent_address", "agent_inventory", "agent_sub_agent", "counter", "event", "history",
        "host_count", "host_desired", "host_held", "held_document", "host_review", "idempotency", "inventory_content",
        "inventory_package", "label_target", "person_session", "alert_state", "webhook_delivery", "rollout_stage",
        "rollout_host", "layer_entry", "run_count", "run_host", "run_output", "playbook_host",
        "deployment_host",
    ];

    private static readonly HashSet<string> Appended = ["audit", "audit_host"];

    // Tables of which each row that is added or removed is a change, and an update where it sets one of these. Of a
    // host, its identity and whether it is trusted: the other columns are reported. Of users and keys, all but notes of
    // their use.
    private static readonly Dictionary<string, string[]> Columns = new()
    {
        ["agent"] = ["made_by", "consented", "token_hash", "labels_revision"],
        ["person"] = ["full_name", "password = @", "revision", "disabled", "locked_until = @", "identity"],
        ["api_key"] = ["name", "hash", "expires_at", "owner_id", "revoked_at", "expiry_told"],
        ["approval"] = ["decided_by"],
        ["deployment"] = ["revision"],
        ["schedule"] = ["revision", "stopped_at"],
        ["webhook"] = ["url", "secret", "note", "enabled", "revision"],
    };

    /// <summary>Every table that is known here.</summary>
    public static IEnumerable<string> Known => [.. Whole, .. Begun, .. Noted, .. Appended, .. Columns.Keys];

    /// <summary>What a statement demands.</summary>
    /// <param name="sql">One statement.</param>
    /// <param name="table">The table that it changes; empty for none.</param>
    public static WriteDemand DemandOf(string sql, out string table)
    {
        table = "";
        var match = Change().Match(sql);
        if (!match.Success) return WriteDemand.None;
        var verb = match.Groups["verb"].Value;
        var changed = table = match.Groups["table"].Value;
        if (Noted.Contains(changed)) return WriteDemand.None;
        if (Appended.Contains(changed)) return verb == Insert ? WriteDemand.None : WriteDemand.Refusal;
        if (Begun.Contains(changed)) return verb == Insert ? WriteDemand.Audit : WriteDemand.None;
        if (!Columns.TryGetValue(changed, out var columns) || verb is Insert or Delete) return WriteDemand.Audit;
        var where = sql.IndexOf(" WHERE ", StringComparison.Ordinal);
        var set = where < 0 ? sql : sql[..where];
        return columns.Any(column => set.Contains(column, StringComparison.Ordinal))
            ? WriteDemand.Audit
            : WriteDemand.None;
    }

    [GeneratedRegex(@$"^\s*(?<verb>{Insert}|{Delete}|{Update}) (?<table>\w+)")]
    private static partial Regex Change();
}

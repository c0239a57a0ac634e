namespace Aops.Server.Alerts;

/// <summary>A step of an alert that is to be stored.</summary>
/// <param name="Before">Where it stood.</param>
internal sealed record AlertChange(AlertRule Rule, AlertStanding Before, AlertStep Step, AlertFinding Finding);

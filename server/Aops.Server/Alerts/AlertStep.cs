namespace Aops.Server.Alerts;

/// <summary>What an evaluation leads to.</summary>
/// <param name="Standing">Where the alert stands after it.</param>
/// <param name="Notice">What receivers are told.</param>
internal readonly record struct AlertStep(AlertStanding Standing, AlertNotice Notice = AlertNotice.None);

using Aops.Rollouts.Strategies;
using Aops.Server.Http;

namespace Aops.Server.Rollouts;

/// <summary>Windows in requests and answers.</summary>
internal static class WindowForm
{
    /// <summary>Reads a window; null, with a fault, where its start or its length is none.</summary>
    /// <param name="field">Where it stands in the request.</param>
    public static MaintenanceWindow? Read(string field, WindowMessage message, FieldErrors errors)
    {
        if (message.LengthSeconds < 0 || message.LengthSeconds > MaintenanceWindow.LengthMax.TotalSeconds)
        {
            errors.Add($"{field}.lengthSeconds", $"is from 60 to {MaintenanceWindow.LengthMax.TotalSeconds}");
            return null;
        }
        try
        {
            return new MaintenanceWindow(
                CronSchedule.Parse(message.Start), TimeSpan.FromSeconds(message.LengthSeconds), message.Zone);
        }
        catch (FormatException e)
        {
            errors.Add($"{field}.start", e.Message.TrimEnd('.'));
            return null;
        }
    }

    public static WindowMessage Show(MaintenanceWindow window) => new()
    {
        Start = window.Start.Text, LengthSeconds = (long)window.Length.TotalSeconds, Zone = window.Zone,
    };
}

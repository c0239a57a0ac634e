namespace Aops.Sweep;

/// <summary>Whether the kill happens before or after the call.</summary>
public enum CrashSide
{
    /// <summary>The call was not made.</summary>
    Before,

    /// <summary>The call was made, and nothing after it.</summary>
    After,
}

using System.Runtime.CompilerServices;
using Aops.Native.Processes;

namespace Aops.Supervision.Tests;

/// <summary>Does what every program of the suite does first.</summary>
internal static class TestProcess
{
    [ModuleInitializer]
    public static void Begin() => ProcessImage.ResetInheritedSignals();
}

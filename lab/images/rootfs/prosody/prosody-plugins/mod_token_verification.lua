-- Stand-in for Jitsi's module of this name: can be switched on, and does nothing.
module:log("warn", "this is a stand-in without a function")

"""Personal numbers under lock (个人信息保管): keys, encryption, marks, masks, the log of looks, leaks."""
